/** The browser's session with the issuer. */
export const SESSION_COOKIE = '__Host-sallyport-session';

/** One interaction; bound to its own path, so several tabs can sign in at once. */
export const INTERACTION_COOKIE = '__Secure-sallyport-interaction';

/** The provider's way back after an interaction, bound to that path. */
export const RESUME_COOKIE = '__Secure-sallyport-resume';

/** Carries the typed one-time code through the steps of an enrolment, in the one browser that typed it. */
export const ENROLMENT_COOKIE = '__Host-sallyport-enrolment';
