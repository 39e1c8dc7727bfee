"""How often beat sends each of its jobs where a test has no hour to wait. By itself: beat reads it before Django is ready."""

HURRIED_SECONDS = 6.0
