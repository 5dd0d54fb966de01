;;; A session with the files in the current directory; what was seen goes to seen.json.  -*- lexical-binding: t -*-
;; Each wait ends when what it waits for has happened, or the session with it.
(require 'json)
(require 'eglot)

(defvar seen (list :notes []))
(defvar titles nil)
(defvar limit 60)

(defun note (key value) (setq seen (plist-put seen key value)))

(defun await (what condition)
  (let ((end (+ (float-time) limit)) done)
    (while (not (setq done (funcall condition)))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.05))
    done))

(defun bytes-before (place)
  (save-excursion
    (goto-char place)
    (string-bytes (buffer-substring-no-properties (line-beginning-position) place))))

(defun found ()
  (vconcat
   (mapcar
    (lambda (each)
      (let ((text (flymake-diagnostic-text each))
            (start (flymake-diagnostic-beg each))
            (stop (flymake-diagnostic-end each)))
        (unless (string-match "\\`tapelint \\[\\(.*?\\)\\]: " text) (error "Shown as %s" text))
        (list :line (1- (line-number-at-pos start))
              :start (bytes-before start)
              :stop (bytes-before stop)
              :code (match-string 1 text)
              :text (substring text (match-end 0))
              :severity (symbol-name (flymake-diagnostic-type each)))))
    (sort (flymake-diagnostics)
          (lambda (a b) (< (flymake-diagnostic-beg a) (flymake-diagnostic-beg b)))))))

(defun findings (count)
  (await (format "%d findings" count)
         (lambda () (= count (length (flymake-diagnostics)))))
  (found))

(defun visit (file)
  (find-file file)
  (run-hooks 'post-command-hook) ; nobody gives a command after which it would run
  (await "a server" #'eglot-managed-p)
  (flymake-start))

(defun tell-changes ()
  "What an idle timer does where there is somebody who can be idle."
  (eglot--signal-textDocument/didChange))

(defun act (line action)
  (goto-char (point-min))
  (forward-line (1- line))
  (let ((last-nonmenu-event ?x) (tick (buffer-modified-tick)))
    (setq titles nil)
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest more)
                 (setq titles (mapcar #'car items))
                 (nth 4 more))))
      (funcall action))
    (await "a change of the text" (lambda () (/= tick (buffer-modified-tick))))
    (tell-changes)
    (list :titles (vconcat titles) :text (buffer-string))))

(defun quick-fix ()
  ;; The command `eglot-code-action-quickfix' of Eglot 1.9 asks, and then does nothing.
  (eglot-code-actions (line-beginning-position) (line-end-position) "quickfix" t))

(defun fix-all ()
  (eglot-code-actions (point-min) (point-max) "source.fixAll.tapelint" t))

(defun hover (line column)
  (goto-char (point-min))
  (forward-line (1- line))
  (forward-char column)
  (let (told)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq told text)))
    (substring-no-properties (await "a hover" (lambda () told)))))

(defun session ()
  (visit "astral.py")
  (note :astral (findings 2))
  (note :astral_fixed (act 9 #'quick-fix))
  (note :astral_after (findings 1))
  (set-buffer-modified-p nil)
  (kill-buffer)

  (visit "lab.py")
  (note :opened (findings 3))
  (note :hover (hover 30 26))
  (note :quick_fix (act 46 #'quick-fix))
  (note :after (findings 2))
  (let ((inhibit-message t)) (primitive-undo 1 buffer-undo-list))
  (tell-changes)
  (findings 3)
  (note :fix_all (act 1 #'fix-all))
  (findings 2)
  (goto-char (point-min))
  (insert "# one more\n")
  (forward-line 117)
  (search-forward "dy_dx, x")
  (replace-match "y, x")
  (tell-changes)
  (note :edited (findings 1))

  (with-current-buffer (jsonrpc-stderr-buffer (eglot-current-server))
    (note :notes (vconcat (split-string (buffer-string) "\n" t))))
  (eglot-shutdown (eglot-current-server)))

(condition-case why
    (session)
  (error (note :failure (format "%S" why))))
(with-temp-file "seen.json"
  (set-buffer-file-coding-system 'utf-8)
  (insert (json-encode seen)))
(kill-emacs 0)
