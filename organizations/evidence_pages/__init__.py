"""Pages where both apps meet: the evidence map, one summary, how groups may help."""
