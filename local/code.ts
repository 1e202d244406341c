import { authenticatorsBeside } from './headless/authenticators.ts';
import { readLocalFile } from './local-file.ts';
import { homeAt } from './places.ts';

// `npm run code -- alice`: what a demo person's authenticator app would show now, to sign in by hand in a browser.
const { localFile } = homeAt(process.env['SALLYPORT_HOME'] ?? '.sallyport');
const name = process.argv[2]?.toLowerCase();
const people = (await readLocalFile(localFile))?.people ?? [];
const person = people.find((each) => each.name.toLowerCase().split(' ')[0] === name || each.email === name);
if (person === undefined) {
  const names = people.map((each) => each.name.toLowerCase().split(' ')[0]).join(', ');
  process.stderr.write(
    people.length === 0
      ? `There is no demo company in ${localFile} yet: run \`npm start\` first.\n`
      : `Say whose code: npm run -s code -- NAME, with one of ${names}.\n`,
  );
  process.exit(1);
}
process.stdout.write(
  `${person.email}\n  password  ${person.password}\n  code      ${await authenticatorsBeside(localFile).show(person)}   (each code works once; run this again for the next)\n`,
);
