-- Neovim 0.11 and newer: ~/.config/nvim/plugin/tapelint.lua
vim.lsp.config("tapelint", {
  cmd = { "tapelint", "server" },
  filetypes = { "python" },
  root_markers = { "tapelint.toml", "pyproject.toml", ".git" },
  settings = { tapelint = { extendSelect = {} } },
})
vim.lsp.enable("tapelint")
