"""`cop-plan schema`: print the JSON Schema of the definition."""

import typer

from cop_plan.cli import shell


@shell.telling
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

    typer.echo(rules_of_shape.page(), nl=False)
    return shell.Exit.DONE
