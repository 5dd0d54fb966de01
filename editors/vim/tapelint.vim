" ~/.vim/compiler/tapelint.vim: `:compiler tapelint`, then `:make` fills the list of errors
let g:current_compiler = 'tapelint'
CompilerSet makeprg=tapelint\ check\ --quiet\ --output-format\ concise\ %:S
CompilerSet errorformat=%f:%l:%c:\ %m
