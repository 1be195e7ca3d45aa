"""How the candidate's panes look inside the mirror: as on the candidate's own screen, without frames."""

from typing import Final

CSS: Final = """
Mirror { layout: vertical; width: 1fr; height: 1fr; }
#mirror-lit, MirrorBody, CandidatePanes { width: 1fr; height: 1fr; }
#mirror-where { height: 1; width: 1fr; padding: 0 1; text-style: bold; color: $text-warning; text-wrap: nowrap;
  text-overflow: ellipsis; }
.mirror-pane { width: 1fr; height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
.mirror-pane .prose { height: auto; margin-bottom: 1; max-width: 100; }
.mirror-pane #waiting { height: auto; margin-bottom: 1; text-style: bold; max-width: 100; }
.mirror-pane .lead { height: auto; margin-bottom: 1; }
.mirror-pane #check-list { height: auto; max-height: 55%; min-height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
.mirror-pane #check-detail-scroll { height: 1fr; border-top: solid $border-blurred; scrollbar-size-vertical: 1; }
.mirror-pane #check-detail { height: auto; min-height: 100%; }
SpecPane Markdown { padding: 0; margin: 0; max-width: 100; }
Mirror.-ascii #mirror-where, Mirror.-ascii #check-list { text-overflow: clip; }
Mirror.-ascii #check-detail-scroll { border-top: ascii $border-blurred; }
"""
