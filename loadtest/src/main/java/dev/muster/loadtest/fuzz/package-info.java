/** Coverage-guided fuzzing as a part of the soak: which targets there are, and how one is run. */
@NullMarked
package dev.muster.loadtest.fuzz;

import org.jspecify.annotations.NullMarked;
