-- Neovim 0.7 to 0.10: ~/.config/nvim/plugin/tapelint.lua
local clients = {} -- one for each project

local function root_of(file)
  for _, marker in ipairs({ "tapelint.toml", "pyproject.toml" }) do
    local found = vim.fn.findfile(marker, vim.fn.fnamemodify(file, ":p:h") .. ";")
    if found ~= "" then
      return vim.fn.fnamemodify(found, ":p:h")
    end
  end
  return vim.fn.fnamemodify(file, ":p:h")
end

vim.api.nvim_create_autocmd("FileType", {
  pattern = "python",
  callback = function(event)
    local root = root_of(event.file)
    clients[root] = clients[root]
      or vim.lsp.start_client({
        name = "tapelint",
        cmd = { "tapelint", "server" },
        root_dir = root,
        init_options = { extendSelect = {} },
        on_exit = function()
          clients[root] = nil
        end,
      })
    if clients[root] then
      vim.lsp.buf_attach_client(event.buf, clients[root])
    end
  end,
})
