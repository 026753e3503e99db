mock_data "aws_caller_identity" {
  defaults = { account_id = "111122223333" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_region" {
  defaults = { id = "eu-west-1" }
}

mock_resource "aws_cloudwatch_log_group" {
  defaults = { arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/codebuild/migrate-web" }
}

mock_resource "aws_codebuild_project" {
  defaults = { arn = "arn:aws:codebuild:eu-west-1:111122223333:project/migrate-web" }
}

mock_resource "aws_codebuild_report_group" {
  defaults = { arn = "arn:aws:codebuild:eu-west-1:111122223333:report-group/migrate-web-migration" }
}

mock_resource "aws_iam_role" {
  defaults = { arn = "arn:aws:iam::111122223333:role/mocked" }
}

mock_resource "aws_cloudwatch_event_rule" {
  defaults = { arn = "arn:aws:events:eu-west-1:111122223333:rule/mocked" }
}

mock_resource "aws_sqs_queue" {
  defaults = { arn = "arn:aws:sqs:eu-west-1:111122223333:migrate-web" }
}
