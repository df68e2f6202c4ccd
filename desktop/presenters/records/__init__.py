"""Records of an office on screen: kinds and lists, and the form of one. Knows no Qt."""
