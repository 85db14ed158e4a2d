"""What researchers take away: tables by year, what they mean, and how to cite a snapshot."""
