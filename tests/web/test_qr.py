"""The QR code is read by a stranger's decoder from what is really seen, in every theme."""
