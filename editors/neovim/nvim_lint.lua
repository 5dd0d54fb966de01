require("lint").linters.tapelint = {
  cmd = "tapelint",
  args = {
    "check",
    "--output-format",
    "sarif",
    "--stdin-filename",
    function()
      return vim.api.nvim_buf_get_name(0)
    end,
    "-",
  },
  stdin = true,
  ignore_exitcode = true,
  parser = require("lint.parser").for_sarif({ source = "tapelint" }),
}
require("lint").linters_by_ft = { python = { "tapelint" } }
