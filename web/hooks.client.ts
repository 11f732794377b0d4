/** What holds for every page before anything else of it is loaded. */
import { config } from 'zod/v4/core';

// The policy of the pages lets no text be run as a script, which zod would try for speed with every schema.
config({ jitless: true });
