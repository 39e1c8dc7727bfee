"""At which windows a walk is walked, with scripts and without.

Both widths and both ways, but not all four together: the layout asks for the width alone, and what goes on without scripts
for the scripts alone. Some walks have the phone with scripts and some the desk, as the people of that walk work.
"""

import pytest

ON_A_PHONE = pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
AT_A_DESK = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, False)])
