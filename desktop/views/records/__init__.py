"""Records of an office: the page with their kinds and lists, and the page of one."""
