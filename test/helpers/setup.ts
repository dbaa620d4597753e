/** Every property test starts from the same seed, so that a run is repeatable; FC_SEED picks another one for longer hunts. */

import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['FC_SEED'] ?? 20_261_120) });
