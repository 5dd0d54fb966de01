;; Eglot is part of Emacs 29 and newer; for older ones: M-x package-install RET eglot
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((python-mode python-ts-mode) . ("tapelint" "server"))))
(add-hook 'python-mode-hook #'eglot-ensure)
(add-hook 'python-ts-mode-hook #'eglot-ensure)
(setq-default eglot-workspace-configuration
              '(:tapelint (:extendSelect [])))
