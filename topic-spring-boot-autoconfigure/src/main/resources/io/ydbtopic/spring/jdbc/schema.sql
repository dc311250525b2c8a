-- What listeners have handled: one row for each producer of a partition and consumer.
create table ydb_topic_handled (
	id char(64) not null primary key,
	partition_key char(64) not null,
	consumer varchar(255),
	topic varchar(1024) not null,
	partition_id bigint not null,
	producer_id varchar(2048),
	handled_up_to bigint not null
);
create index ydb_topic_handled_partition on ydb_topic_handled (partition_key);
