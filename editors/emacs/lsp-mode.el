(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection '("tapelint" "server"))
    :activation-fn (lsp-activate-on "python")
    :add-on? t ; beside the server that completes and finds definitions
    :server-id 'tapelint)))
(add-hook 'python-mode-hook #'lsp-deferred)
