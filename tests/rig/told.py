"""What a person can tell, where a field's type alone allows more."""

from typing import Any, Final

from hypothesis import strategies as st

from monitor.model.records import MOST_LOAD_KG, SetLoad, SetPain, SetRpe

TOLD: Final[dict[tuple[type, str], st.SearchStrategy[Any]]] = {
    (SetLoad, "load_kg"): st.none() | st.floats(0.0, MOST_LOAD_KG),
    (SetRpe, "rpe"): st.floats(1.0, 10.0),
    (SetPain, "pain"): st.floats(0.0, 10.0),
}
