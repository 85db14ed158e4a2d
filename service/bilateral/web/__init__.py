"""The service over HTTP: Flask views that translate, and the server that runs them."""
