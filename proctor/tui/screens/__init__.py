"""The candidate's screens, one per phase, and what opens over them. Their looks lie beside them as `.tcss`."""
