local null_ls = require("null-ls")
null_ls.register({
  name = "tapelint",
  method = null_ls.methods.DIAGNOSTICS,
  filetypes = { "python" },
  generator = null_ls.generator({
    command = "tapelint",
    args = { "check", "--quiet", "--output-format", "concise", "--stdin-filename", "$FILENAME", "-" },
    to_stdin = true,
    format = "line",
    check_exit_code = { 0, 1 },
    on_output = require("null-ls.helpers").diagnostics.from_pattern(
      "^.-:(%d+):(%d+): (%u+%d+) (.*)",
      { "row", "col", "code", "message" }
    ),
  }),
})
