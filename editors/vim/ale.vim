call ale#linter#Define('python', {
\   'name': 'tapelint',
\   'lsp': 'stdio',
\   'executable': 'tapelint',
\   'command': '%e server',
\   'project_root': function('ale#python#FindProjectRoot'),
\   'initialization_options': {'extendSelect': []},
\})
