hook -group lsp-filetype-python global BufSetOption filetype=python %{
    set-option -add buffer lsp_servers %{
        [tapelint]
        root_globs = ["tapelint.toml", "pyproject.toml", ".git"]
        args = ["server"]
    }
}
