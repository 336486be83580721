autocmd BufNewFile,BufRead *.riot setfiletype riot
