(setq python-flymake-command
      '("tapelint" "check" "--quiet" "--output-format" "concise"
        "--stdin-filename" "stdin" "-")
      python-flymake-msg-alist
      '(("^TAP1" . :error) ("^TAP2" . :warning) ("" . :note)))
(add-hook 'python-mode-hook #'flymake-mode)
