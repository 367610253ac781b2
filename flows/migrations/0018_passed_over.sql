-- What lies in the inbox and could not be taken in.
CREATE TABLE raw.passed_over (
    office_id VARCHAR NOT NULL,
    file_name VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    detail VARCHAR NOT NULL
);
