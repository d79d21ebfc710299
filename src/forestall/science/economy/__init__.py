"""What the economy loses: inoperability of sectors that buy from one another, concentration of supplies."""
