;; Emacs 29 and newer have Eglot; for Emacs 26 to 28 it is in GNU ELPA.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((python-mode python-ts-mode) . ("tapelint" "server"))))
(add-hook 'python-mode-hook #'eglot-ensure)
