"""One function for each thing a member, an event or the sending loop can ask for."""
