"""`cop-plan schema`: print the JSON Schema of the definition."""

from cop_plan.cli import shell, terminal


@shell.report_errors
def schema() -> int:
    """Print the JSON Schema of the definition, for editors.

    \b
    Example:
      cop-plan schema > community.schema.json

    With it an editor completes keys and words, shows what each means, and marks what is not of the language, while you
    write. Tell a YAML editor of it in the first line of the definition:

    \b
      # yaml-language-server: $schema=community.schema.json
    """
    from cop_plan.definition import schema as rules_of_shape  # no other command needs it, and it costs an import

    terminal.deliver(rules_of_shape.page().encode())
    return shell.Exit.DONE
