"""The command `marketwright`: `main` declares commands and options, one file does the work of each; nothing heavy is imported before it is needed."""
