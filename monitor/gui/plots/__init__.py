"""The analysis page and the evidence of a rep; draws with pyqtgraph, here alone."""
