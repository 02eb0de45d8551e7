/**
 * Enrolment as Windows devices and Android agents ask for it: MS-MDE2 with its policies (MS-XCEP) and tokens (MS-WSTEP), and the
 * renewal of certificates over mutual TLS.
 */
@NullMarked
package dev.muster.gateway.enrollment.windows;

import org.jspecify.annotations.NullMarked;
