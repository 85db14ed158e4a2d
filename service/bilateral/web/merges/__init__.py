"""Events told twice: the page and the address where somebody decides whether two are one."""
