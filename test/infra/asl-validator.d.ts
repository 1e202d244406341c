declare module 'asl-validator' {
  function validate(definition: Readonly<Record<string, unknown>>): {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  };
  export default validate;
}
