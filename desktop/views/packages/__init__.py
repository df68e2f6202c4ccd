"""The page of sending and receiving: an overview, and one calm panel for every job."""
