"""Lab Streaming Layer: samples, angles and events go out, markers come in."""
