"""Two accounts that somebody clicked together: no unit, no guardrail, nobody."""
from lab import *

begin(policies=False)
account("Production", "aws+prod@bare.example")
account("dev playground", "aws+dev@bare.example")
