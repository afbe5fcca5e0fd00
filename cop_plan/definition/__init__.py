"""A community's definition: models, YAML nodes with places, reading, editing, names, the JSON Schema."""
