"""Playbooks become rows when a lead edits them on the desk; what ships is in `packs/`."""
