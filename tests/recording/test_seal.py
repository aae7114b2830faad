from hypothesis import given
from hypothesis import strategies as st

from monitor.recording.seal import sealed, unsealed

TEXTS = st.dictionaries(st.text().filter(lambda key: key != "crc32"), st.text())


@given(texts=TEXTS)
def test_what_was_sealed_comes_back(texts: dict[str, str]) -> None:
    assert unsealed(sealed(texts)) == texts


@given(texts=TEXTS, key=st.text(), text=st.text())
def test_a_changed_text_breaks_the_seal(
    texts: dict[str, str], key: str, text: str
) -> None:
    changed = {**sealed(texts), key: text}

    assert changed == sealed(texts) or unsealed(changed) is None


def test_texts_without_a_seal_are_not_believed() -> None:
    assert unsealed({}) is None
