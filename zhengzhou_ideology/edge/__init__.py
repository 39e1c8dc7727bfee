"""What every request passes on its way in and out: its number, its headers, and what is answered where no view could."""
