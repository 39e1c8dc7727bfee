"""What has been kept for as long as the rules say: proposed by the portal, confirmed by a person, then removed, with a stone in its place."""
