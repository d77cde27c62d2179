/** Version of Cermet; one number for the whole package. A test holds it equal to package.json. */
export const CERMET_VERSION = '0.2.0';
