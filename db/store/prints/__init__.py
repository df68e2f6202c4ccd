"""What printed documents are made of: plain shapes that `printing` fills and `forms/paper` draws."""
