-- A session with the files in the current directory; what was seen goes to seen.json.
-- Each wait ends when what it waits for has happened, or the session with it.
local LIMIT = 60000
local seen = { notes = {} }

local function await(what, condition)
  if not vim.wait(LIMIT, condition, 10) then
    error("waited in vain for " .. what)
  end
end

vim.notify = function(text)
  table.insert(seen.notes, text)
end

local function found()
  local list = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(list, {
      line = each.lnum,
      start = each.col,
      stop = each.end_col,
      text = each.message,
      severity = each.severity,
      source = each.source,
      code = each.code or each.user_data.lsp.code,
    })
  end
  return list
end

local function findings(count)
  await(count .. " findings", function()
    return #vim.diagnostic.get(0) == count
  end)
  return found()
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n") .. "\n"
end

local function act(line, context)
  local titles = {}
  vim.ui.select = function(items, options, choose)
    titles = vim.tbl_map(options.format_item, items)
    choose(items[1], 1)
  end
  local tick = vim.b.changedtick
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  if vim.lsp.start then
    vim.lsp.buf.code_action({ context = context })
  else -- Neovim 0.7
    vim.lsp.buf.code_action(context)
  end
  await("a change of the text", function()
    return vim.b.changedtick ~= tick
  end)
  return { titles = titles, text = text() }
end

local function hover(line, column)
  local function float()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        return window
      end
    end
  end
  vim.api.nvim_win_set_cursor(0, { line, column })
  vim.lsp.buf.hover()
  await("a hover", float)
  local lines = vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(float()), 0, -1, true)
  vim.api.nvim_win_close(float(), true)
  return table.concat(lines, "\n")
end

local function session()
  vim.cmd("edit astral.py")
  seen.astral = findings(2)
  seen.astral_fixed = act(9)
  seen.astral_after = findings(1)
  vim.cmd("bdelete!")

  vim.cmd("edit lab.py")
  seen.opened = findings(3)
  seen.hover = hover(30, 26)
  seen.quick_fix = act(46)
  seen.after = findings(2)
  vim.cmd("silent undo")
  findings(3)
  seen.fix_all = act(1, { only = { "source.fixAll" }, diagnostics = {} })
  findings(2)
  vim.api.nvim_buf_set_lines(0, 0, 0, true, { "# one more" })
  vim.cmd("119substitute/dy_dx, x/y, x/")
  seen.edited = findings(1)
end

local went, why = pcall(session)
seen.failure = not went and why or nil
vim.fn.writefile({ vim.json.encode(seen) }, "seen.json")
vim.cmd("qall!")
