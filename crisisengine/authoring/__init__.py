"""The author's desk, without a screen: what commands, the preview and the language server share."""
