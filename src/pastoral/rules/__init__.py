"""The pure ground floor: rules as functions on values. Nothing here knows that Django exists."""
