"""Reading a pack's folder: YAML with line numbers, mistakes with their file, line, key, reason and fix."""
