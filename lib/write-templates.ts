import { writeFileSync } from 'node:fs';
import { adoptionTemplates } from './adoption-templates.ts';

/** `npm run templates` */
for (const [name, make] of Object.entries(adoptionTemplates))
  writeFileSync(new URL(`../templates/${name}`, import.meta.url), make());
