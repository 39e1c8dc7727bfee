"""Drafts that several people have open: locked, versioned, merged, with attachments. A room lends its form and its permission."""
